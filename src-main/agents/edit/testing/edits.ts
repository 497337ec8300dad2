import type { FormatName } from '../formats';
import type { KeyEdit } from '../key-edits';

/** Edits of each shape that agents need. */
export const TEST_EDITS: Readonly<Record<FormatName, readonly KeyEdit[]>> = {
  json: [
    { path: ['env', 'ANTHROPIC_BASE_URL'], value: 'http://127.0.0.1:8080' },
    { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: 'rx-fake-token', secret: true },
    { path: ['statusLine'], value: { type: 'command', command: 'routex statusline', padding: 0 } },
    { path: ['provider', 'routex', 'options', 'apiKey'], value: 'rx-fake-token' },
  ],
  toml: [
    { path: ['model_provider'], value: 'routex' },
    { path: ['model_providers', 'routex', 'name'], value: 'Routex' },
    { path: ['model_providers', 'routex', 'base_url'], value: 'http://127.0.0.1:8080/v1' },
    { path: ['model_providers', 'routex', 'http_headers'], value: { 'X-Fake': 'a "quoted" value' } },
  ],
  dotenv: [
    { path: ['GOOGLE_GEMINI_BASE_URL'], value: 'http://127.0.0.1:8080' },
    { path: ['GEMINI_API_KEY'], value: 'rx-fake-token' },
  ],
};
