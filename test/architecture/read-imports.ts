import { parse } from '@vue/compiler-sfc'
import ts from 'typescript'
import type { Import } from './judge-import'

/** Every import of a file: static, type, re-export, dynamic, `import()` types, `import.meta.glob` and worker URLs. */
export function readImports(file: string, text: string): Import[] {
  const imports: Import[] = []
  for (const script of file.endsWith('.vue') ? vueScripts(text) : [text]) {
    const source = ts.createSourceFile(file, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
    visit(source, imports)
  }
  return imports
}

function vueScripts(text: string): string[] {
  const { script, scriptSetup } = parse(text).descriptor
  return [script, scriptSetup].flatMap((block) => (block === null ? [] : [block.content]))
}

function visit(node: ts.Node, imports: Import[]): void {
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      imports.push({ specifier: specifier.text, typeOnly })
  }
  if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
  else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
  else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
  else if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    else if (node.expression.getText() === 'import.meta.glob') {
      for (const pattern of globPatterns(node)) imports.push({ specifier: pattern, typeOnly: false })
    }
  } else if (ts.isNewExpression(node) && /^(Shared)?Worker$/.test(node.expression.getText())) {
    add(workerAddress(node.arguments?.[0]), false)
  }
  ts.forEachChild(node, (child) => {
    visit(child, imports)
  })
}

/** The text in `new URL('./x.ts', import.meta.url)`. */
function workerAddress(node: ts.Expression | undefined): ts.Node | undefined {
  if (node === undefined || !ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined
  return node.arguments?.[1]?.getText() === 'import.meta.url' ? node.arguments[0] : undefined
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = clause.namedBindings
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((element) => element.isTypeOnly)
  )
}

/** The fixed part of each pattern: the folder that the glob looks in. */
function globPatterns(call: ts.CallExpression): string[] {
  const first = call.arguments[0]
  if (first === undefined) return []
  const literals: readonly ts.Expression[] = ts.isArrayLiteralExpression(first) ? first.elements : [first]
  return literals
    .filter((literal) => ts.isStringLiteralLike(literal))
    .map((literal) => literal.text.replace(/\/?[^/]*[*{?[].*$/, ''))
    .filter((pattern) => pattern.startsWith('.'))
}
