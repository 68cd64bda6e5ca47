class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  get length() {
    return Math.hypot(this.x, this.y)
  }
}

export default {
  execute: () => ({ at: new Point(3, 4) }),
}
