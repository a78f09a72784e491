import { defineConfig } from 'vite';

// The bundle is served by the Go server below /graphiql/ from its own binary, so
// every asset is a file of its own origin: no CDN, no inline script, no blob worker.
export default defineConfig({
  base: '/graphiql/',
  build: {
    outDir: 'dist',
    target: 'es2022',
    cssCodeSplit: false,
    // Fonts stay files: the policy of the page allows none from data: URLs.
    assetsInlineLimit: 0,
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    rolldownOptions: {
      // "use client" means something to frameworks that render on a server only.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  worker: { format: 'es' },
});
