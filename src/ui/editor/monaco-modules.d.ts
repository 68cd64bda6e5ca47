/** Parts of monaco-editor that come without types of their own. */
declare module 'monaco-editor/languages/definitions/typescript/typescript' {
  import type { languages } from 'monaco-editor/editor/editor.api'
  export const language: languages.IMonarchLanguage
}
