// Runs before the first paint, so that a page kept in light never flashes dark. The layout store keeps the choice.
{
  let kept = null
  try {
    kept = localStorage.getItem('hotplug-theme')
  } catch {
    // Storage may be refused; the system's theme will do.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
