/** The version of the contract between plugins and this Hotplug; a manifest's `apiVersion` must include it. */
export const hostApiVersion = '1.0.0'

/** The manifest's file within a plugin's folder. */
export const manifestFile = 'plugin.json'

/** In levels and characters. */
export const manifestBounds = { maxDepth: 64, maxLength: 262_144 }
