/** A worker alone may read a blob at once. TypeScript knows the reader in its own library for workers only. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer
}

export function readBlob(blob: Blob): ArrayBuffer {
  return new FileReaderSync().readAsArrayBuffer(blob)
}
