import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { mediaQuery } from './media-query'
import { usePlayground } from './playground'

export type Theme = 'system' | 'light' | 'dark'
export type DrawerTab = 'problems' | 'console' | 'timeline' | 'metrics' | 'traffic'
/** A part of the screen that a key can go to. */
export type Area = 'explorer' | 'editor' | 'generations' | 'input'
/** A pane with a size of its own; the editor takes what is left. */
export type Pane = 'explorer' | 'run' | 'drawer'
/** The pane that a narrow screen shows. */
export type MobilePane = 'code' | 'run' | 'plugins' | 'more'

/** In what a person writes a plugin's config. */
export type ConfigLanguage = 'json' | 'yaml'

interface StoredLayout {
  theme: Theme
  drawerTab: DrawerTab
  drawerOpen: boolean
  explorerOpen: boolean
  autoSave: boolean
  configLanguage: ConfigLanguage
  /** Pane sizes in pixels; those of a pane that was never resized are missing. */
  sizes: Partial<Record<Pane, number>>
}

const defaults: StoredLayout = {
  theme: 'system',
  drawerTab: 'problems',
  drawerOpen: true,
  explorerOpen: true,
  autoSave: false,
  configLanguage: 'json',
  sizes: {},
}

/** How the screen is laid out; kept as it was left. */
export const useLayoutStore = defineStore('layout', () => {
  const { workspace } = usePlayground()

  const theme = ref<Theme>(defaults.theme)
  const drawerTab = ref<DrawerTab>(defaults.drawerTab)
  const drawerOpen = ref(defaults.drawerOpen)
  const explorerOpen = ref(defaults.explorerOpen)
  const autoSave = ref(defaults.autoSave)
  const configLanguage = ref<ConfigLanguage>(defaults.configLanguage)
  const sizes = ref(defaults.sizes)
  /** The Explorer lies over the editor, on a screen that has no room beside it. */
  const explorerOverlay = ref(false)
  const mobilePane = ref<MobilePane>('code')
  const paletteOpen = ref(false)

  const focusRequest = shallowRef<{ area: Area; request: number } | null>(null)

  const prefersDark = mediaQuery('(prefers-color-scheme: dark)')
  const isNarrow = mediaQuery('(max-width: 767px)')
  const isMedium = mediaQuery('(max-width: 1199px)')
  const isDark = computed(() => (theme.value === 'system' ? prefersDark.value : theme.value === 'dark'))

  /** The Explorer is a rail of icons. */
  const isFolded = computed(() => isMedium.value || !explorerOpen.value)

  function toggleTheme(): void {
    theme.value = isDark.value ? 'light' : 'dark'
  }

  function toggleExplorer(): void {
    if (isNarrow.value) mobilePane.value = mobilePane.value === 'plugins' ? 'code' : 'plugins'
    else if (isMedium.value) explorerOverlay.value = !explorerOverlay.value
    else explorerOpen.value = !explorerOpen.value
  }

  function resize(pane: Pane, pixels: number): void {
    sizes.value = { ...sizes.value, [pane]: Math.round(pixels) }
  }

  function showDrawer(tab: DrawerTab): void {
    drawerTab.value = tab
    drawerOpen.value = true
    if (isNarrow.value) mobilePane.value = 'more'
  }

  /** Asks an area of the screen to take the focus; it watches {@link focusRequest}. */
  function focus(area: Area): void {
    if (area === 'explorer' && isMedium.value) explorerOverlay.value = !isNarrow.value
    else if (area === 'explorer') explorerOpen.value = true
    if (isNarrow.value) mobilePane.value = area === 'explorer' ? 'plugins' : area === 'input' ? 'run' : 'code'
    focusRequest.value = { area, request: (focusRequest.value?.request ?? 0) + 1 }
  }

  function restore(): void {
    const stored = { ...defaults, ...(workspace.settings.get('layout') as Partial<StoredLayout> | undefined) }
    theme.value = stored.theme
    drawerTab.value = stored.drawerTab
    drawerOpen.value = stored.drawerOpen
    explorerOpen.value = stored.explorerOpen
    autoSave.value = stored.autoSave
    configLanguage.value = stored.configLanguage
    sizes.value = stored.sizes
  }

  restore()
  workspace.on((change) => {
    if (change.type === 'reloaded') restore()
  })
  watch([theme, drawerTab, drawerOpen, explorerOpen, autoSave, configLanguage, sizes], () =>
    workspace.settings.set('layout', {
      theme: theme.value,
      drawerTab: drawerTab.value,
      drawerOpen: drawerOpen.value,
      explorerOpen: explorerOpen.value,
      autoSave: autoSave.value,
      configLanguage: configLanguage.value,
      sizes: { ...sizes.value },
    }),
  )

  return {
    theme,
    isDark,
    isNarrow,
    isMedium,
    isFolded,
    drawerTab,
    drawerOpen,
    explorerOpen,
    explorerOverlay,
    autoSave,
    configLanguage,
    sizes,
    mobilePane,
    paletteOpen,
    focusRequest,
    focus,
    toggleTheme,
    toggleExplorer,
    resize,
    showDrawer,
  }
})
