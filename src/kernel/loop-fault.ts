/** How the message of a loop's guard begins; the loop's line and column in the compiled code follow: `12:3`. */
export const loopFault = 'hotplug:loop '
