import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pluginSchema } from '../../../src/build/plugin-schema'
import { createManifestJsonSchema } from '../../../src/kernel/manifest-json-schema'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hotplug-schema-'))
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>A site</title>')
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

it('puts the schema of plugin.json beside the built site', async () => {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [pluginSchema()],
    build: { write: false },
  })
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : []
  const asset = outputs.flatMap(({ output }) => output).find(({ fileName }) => fileName === 'plugin.schema.json')
  const text = asset?.type === 'asset' ? String(asset.source) : ''
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(createManifestJsonSchema())))
})

it('serves it at the same address while developing', async () => {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [pluginSchema()],
    server: { port: 0, host: 'localhost', ws: false, watch: null },
  })
  try {
    await server.listen()
    const response = await fetch(`${server.resolvedUrls?.local[0] ?? ''}plugin.schema.json`)
    expect(response.headers.get('content-type')).toBe('application/schema+json')
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(createManifestJsonSchema())))
  } finally {
    await server.close()
  }
})
