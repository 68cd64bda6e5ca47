import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { Command } from './command'

/** The commands of parts that are fetched after the first screen. */
export const useLateCommandsStore = defineStore('late-commands', () => {
  const parts = shallowReactive(new Set<() => readonly Command[]>())
  const list = computed(() => [...parts].flatMap((commandsOf) => commandsOf()))

  /** Adds what this gives now and later. Returns the disposer. */
  function register(commandsOf: () => readonly Command[]): () => void {
    parts.add(commandsOf)
    return () => parts.delete(commandsOf)
  }

  return { list, register }
})
