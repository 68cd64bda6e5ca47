import type { ImportModule } from './plugin-module'
import { createObjectURL, PrivateBlob, revokeObjectURL } from './worker-primordials'

export const importBlob: ImportModule = (code, announce) => {
  const url = createObjectURL(new PrivateBlob([code], { type: 'text/javascript' }))
  announce(url)
  const importing: Promise<unknown> = import(url)
  // The import holds the content already.
  revokeObjectURL(url)
  return importing
}
