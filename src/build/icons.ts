import icons from 'unplugin-icons/vite'
import type { Plugin } from 'vite'

/** Lucide's icons as Vue components, compiled in: `import Save from '~icons/lucide/save'`. Every one is decoration. */
export function lucideIcons(): Plugin {
  return icons({
    compiler: 'vue3',
    scale: 1,
    defaultClass: 'icon',
    iconCustomizer(_collection, _icon, props) {
      props['aria-hidden'] = 'true'
      props['focusable'] = 'false'
    },
    transform: (svg) => svg.replaceAll('stroke-width="2"', 'stroke-width="1.75"'),
  }) as Plugin
}
