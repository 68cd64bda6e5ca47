import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import site from './package.json' with { type: 'json' }
import { contentSecurityPolicy } from './src/build/csp'
import { lucideIcons } from './src/build/icons'
import { pluginSchema } from './src/build/plugin-schema'
import { sandboxPage } from './src/build/sandbox-page'

export default defineConfig({
  base: './',
  plugins: [vue(), lucideIcons(), contentSecurityPolicy(), pluginSchema(), sandboxPage()],
  define: { __HOTPLUG_VERSION__: JSON.stringify(site.version) },
})
