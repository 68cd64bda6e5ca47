import * as monaco from 'monaco-editor/editor/editor.api'
import { language } from 'monaco-editor/languages/definitions/typescript/typescript'

const primitives = 'any bigint boolean never number object string symbol unknown void'.split(' ')

/**
 * Monaco's own rules give calls, methods and primitive types no colour of their own. These three rules come before
 * its rule for names, and leave all else as it is.
 */
export function colourTypeScript(): void {
  const name = /#?[a-z_$][\w$]*/
  const byKind = (token: string): monaco.languages.IMonarchLanguageAction => ({
    cases: { '@keywords': 'keyword', '@default': token },
  })
  monaco.languages.setMonarchTokensProvider('typescript', {
    ...language,
    tokenizer: {
      ...language.tokenizer,
      common: [
        [new RegExp(`(?:${primitives.join('|')})\\b(?=\\s*(?:\\[\\]|[,;)}{>|&=]|$))`), 'type.primitive'],
        [new RegExp(`${name.source}(?=\\s*(?:<[\\w\\s,.[\\]|]*>)?\\()`), byKind('function')],
        [new RegExp(`${name.source}(?=\\s*[:=]\\s*(?:async\\s*)?(?:\\([^()]*\\)|[\\w$]+)\\s*=>)`), byKind('function')],
        ...(language.tokenizer['common'] ?? []),
      ],
    },
  })
}
