/** Who waits for the page, each for the one message that was posted for it. */
const waiting: (() => void)[] = []
const { port1, port2 } = new MessageChannel()
port1.onmessage = () => waiting.shift()?.()

/**
 * Resolves when whatever waits for the page by now has had its turn. By a message, as timers are late by 4 ms where many
 * follow each other, and by a second where nobody looks at the page; `scheduler.yield` would go before the others.
 */
export function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    port2.postMessage(null)
  })
}
