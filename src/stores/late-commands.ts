import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Command } from './command'

/** The commands of what comes after the first screen, and tells them by itself. */
export const useLateCommandsStore = defineStore('late-commands', () => {
  const list = shallowRef<readonly Command[]>([])
  return { list }
})
