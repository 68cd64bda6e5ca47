import { PGlite } from '@electric-sql/pglite'
import { MemfsFrontendFS } from '@electric-sql/pglite/memfs-frontend'
import type { Engine } from './protocol'
import type { StoredFiles } from './stored-files'

/** PGlite's own, without those that let a superuser change the structure of system tables, and with these bounds. */
const startParams = [
  '--single',
  '-F', // No fsync: files are stored from memory, all changes of a statement in one transaction …
  '-j',
  ...Object.entries({
    full_page_writes: 'off', // … so that no page is ever half written.
    search_path: 'public',
    exit_on_error: 'false',
    log_checkpoints: 'false',
    max_worker_processes: '0',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_parallel_maintenance_workers: '0',
    io_method: 'sync',
    min_wal_size: '2MB',
    max_wal_size: '8MB',
    temp_file_limit: '64MB',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]

/** Opens the PostgreSQL whose files these are; where there are none, a fresh one. */
export async function openPostgres(files: StoredFiles, { program, files: own, fresh }: Engine): Promise<PGlite> {
  return PGlite.create({
    fs: new MemfsFrontendFS(files),
    startParams,
    pgliteWasmModule: program,
    // Never run, as no database is made here; but one that is not given would be fetched.
    initdbWasmModule: program,
    fsBundle: own,
    ...((await files.isEmpty()) ? { loadDataDir: fresh } : {}),
  })
}
