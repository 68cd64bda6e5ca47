/** Does it once; after a failure, once more. */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | null = null
  return () => {
    loading ??= load()
    loading.catch(() => (loading = null))
    return loading
  }
}
