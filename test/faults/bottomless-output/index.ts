interface Link {
  next: Link | null
}

export default {
  execute(input: 'cyclic' | number) {
    const last: Link = { next: null }
    if (input === 'cyclic') {
      last.next = last
      return last
    }
    let first = last
    for (let depth = 1; depth < input; depth++) first = { next: first }
    return first
  },
}
