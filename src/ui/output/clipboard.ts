import { onScopeDispose, ref, type Ref } from 'vue'

/** So long a button says 'Copied'. */
const saidMs = 1_600

export interface Clipboard {
  /** The name of what was copied just now, or `''`. */
  readonly copied: Readonly<Ref<string>>
  /** Copies a text; `name` says which button did it. Where the browser refuses, nothing is said to be copied. */
  copy(name: string, text: string): Promise<void>
}

export function useClipboard(): Clipboard {
  const copied = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function copy(name: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      copied.value = ''
      return
    }
    copied.value = name
    clearTimeout(timer)
    timer = setTimeout(() => (copied.value = ''), saidMs)
  }

  return { copied, copy }
}
