import type { Bead } from '../../stores/bead-history'

/** A bead with what its neighbours decide. */
export interface StripBead {
  readonly bead: Bead
  /** The version, where it differs from that of the generation before, and where several serve side by side. */
  readonly versionLabel: string | null
  /** How the wire runs through the bead's place: it is solid up to the newest commit. */
  readonly wire: 'solid' | 'last' | 'dashed'
}

/** Lays out the saves of a plugin, oldest first. */
export function stripBeads(beads: readonly Bead[]): readonly StripBead[] {
  const newest = beads.findLastIndex((bead) => bead.generation !== null)
  const sideBySide = new Set(beads.filter(({ state }) => state === 'live').map((bead) => bead.version)).size > 1
  let version: string | null = null
  return beads.map((bead, index) => {
    const isNew = bead.generation !== null && bead.version !== version
    if (isNew) version = bead.version
    return {
      bead,
      versionLabel: isNew || (sideBySide && bead.state === 'live') ? bead.version : null,
      wire: index < newest ? 'solid' : index === newest ? 'last' : 'dashed',
    }
  })
}
