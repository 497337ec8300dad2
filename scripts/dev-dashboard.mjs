// The dashboard with its changes shown at once. Its data is that of a running Routex, 127.0.0.1:8080 or ROUTEX_ADDRESS, to
// which the browser signs in as usual: cookies of 127.0.0.1 are the same at every port.
import { createServer } from 'vite';
import config from '../electron.vite.config.ts';

const { renderer } = config;
const server = await createServer({
  ...renderer,
  configFile: false,
  server: { ...renderer.server, host: '127.0.0.1' },
});
await server.listen();
server.printUrls();
console.log('  Sign this browser in with the link of `routex dashboard` first.');
