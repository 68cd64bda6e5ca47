import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Plugin, ResolvedConfig } from 'vite'

/** Segments of 16 MB, which is PostgreSQL's own choice, would be most of a small database. */
const initDbStartParams = ['--wal-segsize=1']

/**
 * What makes a fresh database small, and its user a plain one: PGlite knows no login, so that whoever asks it is the
 * user with the number 10. The last statement ends its powers, so nothing that needs them may come after it.
 */
const statements = [
  // Templates are for making databases, which nobody may do here.
  'update pg_database set datistemplate = false',
  'drop database template0',
  'drop database template1',
  // Functions that not everybody may call, those for files among them: their owner could call them, and is user 10.
  `update pg_proc set proowner = 'pg_monitor'::regrole,
    proacl = array[makeaclitem('pg_monitor'::regrole, 'pg_monitor'::regrole, 'EXECUTE', false)]
    where proacl is not null and not has_function_privilege('public', oid, 'execute')`,
  'checkpoint',
  `update pg_authid set rolsuper = false, rolcreaterole = false, rolcreatedb = false, rolreplication = false,
    rolbypassrls = false where oid = 10`,
]

/**
 * Makes a fresh PostgreSQL database when the site is built, so that no browser has to: that takes ten seconds there.
 * `virtual:fresh-postgres` is the address of its files, as a compressed tar. It is kept in `.cache`.
 */
export function freshPostgres(): Plugin {
  let config: ResolvedConfig
  let made: Promise<string> | null = null
  return {
    name: 'hotplug:fresh-postgres',
    configResolved(resolved) {
      config = resolved
    },
    resolveId: {
      filter: { id: /^virtual:fresh-postgres$/ },
      async handler() {
        made ??= make(config.root)
        return `${await made}?url`
      },
    },
  }
}

/** The file’s name must not tell that it is compressed: some servers would tell the browser, which would unpack it. */
async function make(root: string): Promise<string> {
  const file = join(root, '.cache', `fresh-postgres-${await contentHash(root)}.bin`)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) return file
  const postgres = await PGlite.create({ initDbStartParams })
  for (const statement of statements) await postgres.query(statement)
  const tar = await postgres.dumpDataDir('gzip')
  await postgres.close()
  await mkdir(dirname(file), { recursive: true })
  // Several builds may be at it: none may see half a file.
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, new Uint8Array(await tar.arrayBuffer()))
  await rename(unfinished, file)
  return file
}

async function contentHash(root: string): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8')
  return createHash('sha256')
    .update(JSON.stringify([manifest, initDbStartParams, statements]))
    .digest('hex')
    .slice(0, 12)
}
