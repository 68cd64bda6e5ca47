export default {
  execute(count: number) {
    const urls: string[] = []
    for (let left = count; left > 0; left--) {
      urls.push(URL.createObjectURL(new Blob([`export default ${left} //`, 'x'.repeat(10_000)], { type: 'text/javascript' })))
    }
    return urls
  },
}
