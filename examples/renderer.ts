// Pages are written for React, and drawn by Preact, which is a sixth of its size: docs/decisions/50-renderer.md.

/** For `resolve.alias` of vite. */
export const RENDERER = {
  'react-dom/client': 'preact/compat/client',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
  react: 'preact/compat',
}
