import { watch } from 'vue'
import { useLayoutStore } from '../../stores/layout'

/** The key that public/theme.js reads before the first paint. */
const storageKey = 'hotplug-theme'
const barColours = { dark: '#13171b', light: '#ffffff' } as const

/** Keeps the page in the chosen theme. */
export function useTheme(): void {
  const layout = useLayoutStore()
  watch(
    () => [layout.theme, layout.isDark] as const,
    ([theme, isDark]) => {
      const shown = isDark ? 'dark' : 'light'
      document.documentElement.dataset['theme'] = shown
      document.querySelector('meta[name="theme-color"]')?.setAttribute('content', barColours[shown])
      try {
        localStorage.setItem(storageKey, theme)
      } catch {
        // Storage may be refused: the theme is right all the same, a moment later.
      }
    },
    { immediate: true },
  )
}
