import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import { tsImport } from 'tsx/esm/api'
import ts from 'typescript-eslint'

const root = fileURLToPath(new URL('.', import.meta.url))
const table = JSON.parse(readFileSync(new URL('./test/architecture/layers.json', import.meta.url), 'utf8'))
const { judgeImport } = await tsImport('./test/architecture/judge-import.ts', import.meta.url)

/** The layer table, told while one types. The whole of it, cycles too, is held by test/architecture/layers.test.ts. */
const layers = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/')
    const judge = (source, typeOnly) => {
      if (typeof source?.value !== 'string') return
      const message = judgeImport(table, file, { specifier: source.value, typeOnly })
      if (message !== null) context.report({ node: source, message })
    }
    const allTypes = (node) =>
      node.importKind === 'type' ||
      (node.specifiers.length > 0 && node.specifiers.every((specifier) => specifier.importKind === 'type'))
    return {
      ImportDeclaration: (node) => judge(node.source, allTypes(node)),
      ExportNamedDeclaration: (node) => judge(node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => judge(node.source, node.exportKind === 'type'),
      ImportExpression: (node) => judge(node.source, false),
      TSImportType: (node) => judge(node.source ?? node.argument?.literal, true),
    }
  },
}

/** Plain JavaScript that every realm has, and that takes neither time nor a page. */
const everywhere = [
  'AbortController',
  'AbortSignal',
  'DOMException',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'atob',
  'btoa',
  'queueMicrotask',
  'structuredClone',
]
const ofTheWorld = Object.keys({ ...globals.browser, ...globals.worker, ...globals.node }).filter(
  (name) => !everywhere.includes(name) && !(name in globals.builtin),
)

export default ts.config(
  { ignores: ['dist/', 'coverage/', 'test-results/', 'test/architecture/fixture/', 'test/faults/*/'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  vue.configs['flat/recommended'],
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    plugins: { hotplug: { rules: { layers } } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-undef': 'off', // TypeScript knows better.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': 'off', // `return done()` is how one leaves early.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off', // A port may be async where one implementation is not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/unbound-method': 'off', // Interfaces here are closures; their methods do not need `this`.
    },
  },
  {
    files: ['**/*.vue'],
    // The types of .vue files are vue-tsc's work; typescript-eslint cannot see into a template.
    ...ts.configs.disableTypeChecked,
    languageOptions: { parserOptions: { parser: ts.parser, projectService: false, program: null } },
    rules: {
      ...ts.configs.disableTypeChecked.rules,
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off', // exactOptionalPropertyTypes says what is optional.
    },
  },
  { files: ['**/*.js'], ...ts.configs.disableTypeChecked },
  { files: ['src/**', 'plugins/**'], rules: { 'hotplug/layers': 'error' } },
  {
    files: ['src/kernel/**', 'src/sdk/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...ofTheWorld.map((name) => ({
          name,
          message: 'The kernel is pure: what it needs of the world comes in as a port.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in as a Clock.' },
        { object: 'Math', property: 'random', message: 'Randomness comes in as an argument.' },
        { object: 'globalThis', message: 'What the kernel needs of the world comes in as a port.' },
      ],
    },
  },
  {
    files: ['test/**', 'plugins/*/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off', // expect.any and its like are of the type any.
      '@typescript-eslint/no-non-null-assertion': 'off', // A test that meets null there fails, which is its work.
    },
  },
  { files: ['test/run.ts', 'test/bench/**', 'test/engines/**', 'src/build/**'], rules: { 'no-console': 'off' } },
  prettier,
)
