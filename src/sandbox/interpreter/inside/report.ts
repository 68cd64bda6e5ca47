/** Where an error goes that nobody catches: set once the guest can tell of it. */
let listener: (thrown: unknown) => void = () => {}

export function report(thrown: unknown): void {
  listener(thrown)
}

export function reportTo(given: (thrown: unknown) => void): void {
  listener = given
}
