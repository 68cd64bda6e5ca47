const source = URL.createObjectURL(new Blob(['for (;;) {}'], { type: 'text/javascript' }))

export default {
  execute: () => [typeof Worker, typeof SharedWorker, 'Worker' in self],
  init() {
    new Worker(source)
  },
}
