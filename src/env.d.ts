/// <reference types="vite/client" />
/// <reference types="unplugin-icons/types/vue" />

/** The version of Hotplug, from package.json. */
declare const __HOTPLUG_VERSION__: string

/** For tools that read types without Vue's compiler; vue-tsc sees the components themselves. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}

/** The address of a fresh PostgreSQL database's files, as a compressed tar; see src/build/fresh-postgres.ts. */
declare module 'virtual:fresh-postgres' {
  const url: string
  export default url
}
