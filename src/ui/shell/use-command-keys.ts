import { onScopeDispose } from 'vue'
import { useCommandsStore } from '../../stores/commands'
import { useDialogsStore } from '../../stores/dialogs'
import { matchesKeys } from '../controls/keys'

/** In the editor these belong to the code: Mod+/ turns a line into a comment. */
const keysOfTheEditor = ['Mod+/']

/** Binds the keys of every command once, ahead of whatever has the focus, Monaco too. */
export function useCommandKeys(): void {
  const commands = useCommandsStore()
  const dialogs = useDialogsStore()

  function runCommand(event: KeyboardEvent): void {
    const command = commands.fixed.find((other) => other.keys !== null && matchesKeys(event, other.keys))
    if (!command || event.isComposing) return
    // A part of the screen may have a use of its own for a key: Mod+S applies a config.
    const own = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-own-keys]') : null
    if (own && command.keys === own.dataset['ownKeys']) return
    const inEditor = event.target instanceof Element && event.target.closest('.monaco-editor') !== null
    if (inEditor && command.keys !== null && keysOfTheEditor.includes(command.keys)) return
    // Even where nothing happens here, the browser's own "Save page as …" must not open.
    event.preventDefault()
    event.stopPropagation()
    if (!dialogs.current && !event.repeat) commands.run(command.id)
  }

  addEventListener('keydown', runCommand, { capture: true })
  onScopeDispose(() => removeEventListener('keydown', runCommand, { capture: true }))
}
