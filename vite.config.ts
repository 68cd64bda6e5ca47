import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import site from './package.json' with { type: 'json' }

export default defineConfig({
  base: './',
  plugins: [vue()],
  define: { __HOTPLUG_VERSION__: JSON.stringify(site.version) },
})
