/** What to do about esbuild's most frequent complaints, where we know it better than esbuild says. First match wins. */
const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /^No matching export in "hotplug:/,
    "'hotplug' exports definePlugin and defineMiddleware; everything else there is a type: import type { Context } from 'hotplug'",
  ],
  [/^No matching export in /, 'Export it there, or mend the name: names count upper and lower case.'],
  [/^Unexpected end of file|but found end of file/, 'A bracket or brace that was opened further up is never closed.'],
  [
    /^Unterminated (string|template) literal/,
    'Close it: a text in quotes ends on its own line, one in `backticks` may have several.',
  ],
  [/^Unterminated regular expression/, "Close the expression with '/', and write a slash inside of it as '\\/'."],
  [/^"await" can only be used inside an "async" function/, "Write 'async' before the function that awaits."],
  [/^The symbol ".*" has already been declared/, 'Give one of the two another name.'],
  [/^Cannot assign to ".*" because it is a constant/, "Declare it with 'let' where its value is to change."],
  [/^Cannot assign to import/, 'What is imported cannot be changed from outside: export a function that changes it.'],
  [/^Multiple exports with the same name "default"/, 'A plugin has one default export: definePlugin({ … }).'],
  [/^Top-level return/, 'Only a function returns. Use export default definePlugin({ … }) for what the plugin gives.'],
  [/JSX syntax extension is not currently enabled/, "Rename the file to '.tsx', and define or import a function h."],
  [/^The character "[>}]" is not valid inside a JSX element/, "Write it as {'>'} or {'}'}."],
  [/^JSON does not support/, 'JSON is stricter than JavaScript: no comments, no trailing commas, double quotes.'],
  [/"import" expression (will not be bundled|could not be)/, 'Write the path as a plain text: import("./file").'],
  [/^Expected "\)" but found/, 'A bracket is missing here, or one too many stands before.'],
]

/** The hint for one of esbuild's messages, if there is a better one than the message itself. */
export function hintFor(text: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(text))?.[1]
}
