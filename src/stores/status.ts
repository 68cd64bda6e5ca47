import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { CompilerProgress } from '../compiler/compiler'
import type { WorkspaceStatus } from '../workspace/workspace'
import { coalesce, whenTypingRests } from './coalesce'
import { usePlayground } from './playground'
import { useScreenEvents } from './screen-events'

/** How far esbuild is, which nobody may have asked for yet. */
export interface CompilerView extends Omit<CompilerProgress, 'phase'> {
  readonly phase: 'waiting' | CompilerProgress['phase']
}

/** A short word for the person, that goes by itself. */
export interface Toast {
  readonly id: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly title: string
  readonly detail: string | null
}

/** How long a toast stays, in milliseconds. */
export const toastMs = 6_000

/** What the status bar says, and what is announced. */
export const useStatusStore = defineStore('status', () => {
  const { compiler, workspace, liveCheck, hotplug } = usePlayground()

  const compile = shallowRef<CompilerView>({ phase: 'waiting', loaded: 0, total: 0 })
  /** How long the newest check while typing took, in milliseconds. */
  const checkMs = ref<number | null>(null)
  const storage = shallowRef<WorkspaceStatus>(workspace.status)
  const unsaved = ref<readonly string[]>(workspace.dirtyPlugins())
  const toasts = ref<Toast[]>([])
  /** Read out by screen readers. */
  const announcement = ref('')
  /** The start is over: what could come up is up. */
  const isReady = ref(false)
  let nextToast = 1

  const isSaved = computed(() => unsaved.value.length === 0)

  function toast(tone: Toast['tone'], title: string, detail: string | null = null): void {
    const id = nextToast++
    toasts.value = [...toasts.value, { id, tone, title, detail }]
    setTimeout(() => dismiss(id), toastMs)
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  /** Does the work. What it fails with is told in a toast, sooner or later. */
  async function attempt(what: string, work: () => unknown): Promise<void> {
    try {
      await work()
    } catch (error) {
      toast('bad', `${what} did not work`, wordsOf(error))
    }
  }

  compiler.onProgress((progress) => (compile.value = progress))
  liveCheck.on(({ durationMs }) => (checkMs.value = durationMs))
  workspace.on(
    coalesce(() => {
      storage.value = workspace.status
      unsaved.value = workspace.dirtyPlugins()
    }, whenTypingRests),
  )
  hotplug.ready
    .catch((reason: unknown) => {
      // A compiler that does not start is told for as long as it is so.
      if (reason instanceof Error && compile.value.phase !== 'failed') toast('bad', reason.message)
    })
    .finally(() => (isReady.value = true))

  useScreenEvents().on((event) => {
    switch (event.type) {
      case 'swap-committed':
        announcement.value = `${event.plugin}: swapped to generation ${event.generation}`
        return
      case 'restarted': {
        const { plugin, generation, rolledBackFrom } = event
        announcement.value =
          rolledBackFrom === null
            ? `${plugin}: generation ${generation} restarted`
            : `${plugin}: generation ${rolledBackFrom} crashed, back to generation ${generation}`
        return
      }
      case 'swap-refused':
        if (event.error.code !== 'SUPERSEDED')
          announcement.value = `${event.plugin}: not swapped. ${event.error.message}`
        return
    }
  })

  return { compile, checkMs, storage, unsaved, isSaved, isReady, toasts, announcement, toast, dismiss, attempt }
})

/** A refusal says what to do. A part that cannot be fetched is a `TypeError` in every browser, as most bugs are. */
function wordsOf(error: unknown): string {
  if (error instanceof Error && !(error instanceof TypeError)) return error.message
  reportError(error)
  return 'A part of Hotplug failed, or could not be fetched. Check the connection, then try again.'
}
