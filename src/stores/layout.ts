import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useMediaQuery } from '@vueuse/core'
import { usePlayground } from './playground'

export type Theme = 'system' | 'light' | 'dark'
export type DrawerTab = 'problems' | 'console' | 'timeline' | 'metrics'
/** A part of the screen that a key can go to. */
export type Area = 'explorer' | 'editor' | 'generations' | 'input'
/** The pane that a narrow screen shows. */
export type MobilePane = 'code' | 'run' | 'plugins' | 'more'

interface StoredLayout {
  theme: Theme
  drawerTab: DrawerTab
  drawerOpen: boolean
  explorerOpen: boolean
  autoSave: boolean
  /** Pane sizes in percent, by splitter: 'columns', 'rows'. */
  sizes: Record<string, number[]>
}

const defaults: StoredLayout = {
  theme: 'system',
  drawerTab: 'problems',
  drawerOpen: true,
  explorerOpen: true,
  autoSave: false,
  sizes: {},
}

/** How the screen is laid out; kept as it was left. */
export const useLayoutStore = defineStore('layout', () => {
  const { workspace } = usePlayground()
  const stored = { ...defaults, ...(workspace.settings.get('layout') as Partial<StoredLayout> | undefined) }

  const theme = ref<Theme>(stored.theme)
  const drawerTab = ref<DrawerTab>(stored.drawerTab)
  const drawerOpen = ref(stored.drawerOpen)
  const explorerOpen = ref(stored.explorerOpen)
  const autoSave = ref(stored.autoSave)
  const sizes = ref<Record<string, number[]>>(stored.sizes)
  const mobilePane = ref<MobilePane>('code')
  const paletteOpen = ref(false)

  const focusRequest = shallowRef<{ area: Area; request: number } | null>(null)

  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)')
  const isNarrow = useMediaQuery('(max-width: 767px)')
  const isMedium = useMediaQuery('(max-width: 1199px)')
  const isDark = computed(() => (theme.value === 'system' ? prefersDark.value : theme.value === 'dark'))

  function toggleTheme(): void {
    theme.value = isDark.value ? 'light' : 'dark'
  }

  function showDrawer(tab: DrawerTab): void {
    drawerTab.value = tab
    drawerOpen.value = true
    if (isNarrow.value) mobilePane.value = 'more'
  }

  /** Asks an area of the screen to take the focus; it watches {@link focusRequest}. */
  function focus(area: Area): void {
    if (area === 'explorer') explorerOpen.value = true
    if (isNarrow.value) mobilePane.value = area === 'explorer' ? 'plugins' : area === 'input' ? 'run' : 'code'
    focusRequest.value = { area, request: (focusRequest.value?.request ?? 0) + 1 }
  }

  watch([theme, drawerTab, drawerOpen, explorerOpen, autoSave, sizes], () =>
    workspace.settings.set('layout', {
      theme: theme.value,
      drawerTab: drawerTab.value,
      drawerOpen: drawerOpen.value,
      explorerOpen: explorerOpen.value,
      autoSave: autoSave.value,
      sizes: { ...sizes.value },
    }),
  )

  return {
    theme,
    isDark,
    isNarrow,
    isMedium,
    drawerTab,
    drawerOpen,
    explorerOpen,
    autoSave,
    sizes,
    mobilePane,
    paletteOpen,
    focusRequest,
    focus,
    toggleTheme,
    showDrawer,
  }
})
