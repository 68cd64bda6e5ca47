import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import site from './package.json' with { type: 'json' }
import { contentSecurityPolicy } from './src/build/csp'
import { diskWatch } from './src/build/disk-watch'
import { esbuildHeap } from './src/build/esbuild-heap'
import { examples } from './src/build/examples'
import { freshPostgres } from './src/build/fresh-postgres'
import { lucideIcons } from './src/build/icons'
import { lateDependencies } from './src/build/late-dependencies'
import { pluginSchema } from './src/build/plugin-schema'
import { sandboxPages } from './src/build/sandbox-pages'

/** The folder of plugins that ship with the site, and that the development server watches. */
const folder = process.env['HOTPLUG_PLUGINS'] ?? 'plugins'

export default defineConfig({
  base: './',
  plugins: [
    vue({ features: { optionsAPI: false } }),
    lucideIcons(),
    contentSecurityPolicy(),
    pluginSchema(),
    examples({ folder }),
    diskWatch({ folder }),
    sandboxPages(),
    freshPostgres(),
  ],
  // PGlite finds its files by its own address, which a bundle of dependencies would change.
  optimizeDeps: { include: lateDependencies, exclude: ['@electric-sql/pglite'] },
  worker: { format: 'es', plugins: () => [esbuildHeap(), freshPostgres()] },
  // Every browser that runs this preloads modules by itself.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // What the page begins with is smaller as one file than as the many that later parts share with it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  define: { __HOTPLUG_VERSION__: JSON.stringify(site.version) },
})
