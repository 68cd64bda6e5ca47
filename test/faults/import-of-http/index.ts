import { definePlugin } from 'hotplug'
import confetti from 'https://cdn.example.com/confetti.js'

export default definePlugin({ execute: () => confetti() })
