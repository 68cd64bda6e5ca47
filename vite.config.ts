import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import site from './package.json' with { type: 'json' }
import { contentSecurityPolicy } from './src/build/csp'
import { examples } from './src/build/examples'
import { lucideIcons } from './src/build/icons'
import { lateDependencies } from './src/build/late-dependencies'
import { pluginSchema } from './src/build/plugin-schema'
import { sandboxPage } from './src/build/sandbox-page'

export default defineConfig({
  base: './',
  plugins: [
    vue({ features: { optionsAPI: false } }),
    lucideIcons(),
    contentSecurityPolicy(),
    pluginSchema(),
    examples(),
    sandboxPage(),
  ],
  optimizeDeps: { include: lateDependencies },
  worker: { format: 'es' },
  define: { __HOTPLUG_VERSION__: JSON.stringify(site.version) },
})
