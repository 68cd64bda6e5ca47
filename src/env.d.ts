/// <reference types="vite/client" />

/** The version of Hotplug, from package.json. */
declare const __HOTPLUG_VERSION__: string
