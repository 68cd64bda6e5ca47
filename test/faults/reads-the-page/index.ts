const names = [
  'document', 'window', 'parent', 'top', 'opener', 'frames', 'localStorage', 'sessionStorage', 'indexedDB', 'caches',
  'cookieStore', 'BroadcastChannel', 'SharedWorker', 'SharedArrayBuffer', 'clients', 'registration', 'hotplug',
]

export default {
  execute: async () => {
    const reached = names.filter((name) => name in self || (self as never as Record<string, unknown>)[name] !== undefined)
    const inNavigator = ['storage', 'storageBuckets', 'locks', 'serviceWorker', 'sendBeacon'].filter((name) => name in navigator)
    return { reached, inNavigator, origin: self.origin, secure: self.isSecureContext }
  },
}
