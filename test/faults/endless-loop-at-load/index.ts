let turns = 0
export const start = Date.now()
while (start > 0) {
  turns++
}

export default { execute: () => turns }
