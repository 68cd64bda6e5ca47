import workerUrl from './sql.worker.ts?worker&url'

/**
 * Starts the worker of one database. A worker from a blob has the page's policy, which one from a file has not: so
 * nothing that a statement brings in can be run as script, and nothing leaves for another host.
 */
export function startWorker(): Worker {
  const script = `import ${JSON.stringify(new URL(workerUrl, location.href).href)}`
  const blob = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  return new Worker(blob, { type: 'module', name: 'sql' })
}
