/** What an edit or a save changes beside its output is read again when the typing rests, in milliseconds. */
const restMs = 60

export function whenTypingRests(work: () => void): void {
  setTimeout(work, restMs)
}

/** Runs once when `later` says so, however often it is asked for until then. */
export function coalesce(work: () => void, later: (work: () => void) => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    later(() => {
      asked = false
      work()
    })
  }
}
