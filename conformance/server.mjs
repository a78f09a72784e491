// A server under test: the real program on a private Postgres of its own.
import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

export const freeAddress = () => new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => done(`127.0.0.1:${port}`))
  })
})

// serve starts the program on the data in a directory, and writes what it says into a
// log there.
export function serve(binary, directory, address, ...options) {
  const out = createWriteStream(join(directory, 'log'), { flags: 'a' })
  const server = spawn(binary, ['serve', '--addr', address, '--data', join(directory, 'data'), ...options], {
    env: { ...process.env, DATABASE_URL: '' },
  })
  server.stdout.pipe(out, { end: false })
  server.stderr.pipe(out, { end: false })
  return server
}

export async function ready(address, directory) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const answer = await fetch(`http://${address}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`not ready after a minute:\n${readFileSync(join(directory, 'log'), 'utf8')}`)
}

export async function stop(server) {
  const ended = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  await ended
}
