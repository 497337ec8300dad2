import type { FormatName } from '../formats';

/** Settings as people have them: a name for what is odd about each, and its text. */
type Corpus = Readonly<Record<string, string>>;

const MARK = '\uFEFF';
const windows = (text: string): string => text.replaceAll('\n', '\r\n');

const HOOKS = `{
  "permissions": {
    "allow": ["Bash(npm run test:*)", "Read(~/.zshrc)"],
    "deny": ["Read(./.env)"],
    "defaultMode": "acceptEdits"
  },
  "hooks": {
    "PreToolUse": [
      { "matcher": "Bash", "hooks": [{ "type": "command", "command": "~/bin/guard.sh \\"$1\\"" }] }
    ]
  },
  "statusLine": { "type": "command", "command": "~/.claude/line.sh", "padding": 0 }
}
`;

const PLUGINS = `{
  "enabledPlugins": { "formatter@team-tools": true, "old@team-tools": false },
  "extraKnownMarketplaces": {
    "team-tools": { "source": { "source": "github", "repo": "example/tools" } }
  },
  "model": "opus",
  "alwaysThinkingEnabled": true
}
`;

const COMMENTED = `// My settings. Do not sort!
{
  /* what the agent may see */
  "env": {
    // the corporate proxy
    "HTTPS_PROXY": "http://proxy.example:3128", // asked IT, 2026
    "DISABLE_TELEMETRY": "1" /* always */
  }, // end of env
  "includeCoAuthoredBy": false
  // more to come
}
// the end
`;

const ENV_FIRST = `{
  "env": {
    "ANTHROPIC_BASE_URL": "https://relay.example/api",
    "ANTHROPIC_AUTH_TOKEN": "sk-fake-relay-0001",
    "ANTHROPIC_MODEL": "relay-large",
    "API_TIMEOUT_MS": "600000"
  },
  "permissions": { "allow": [] }
}
`;

export const JSON_CORPUS: Corpus = {
  'no content at all': '',
  'white space only': '\n\n',
  'a byte order mark only': MARK,
  'an empty object': '{}',
  'an empty object with a line break': '{}\n',
  'an empty object over two lines': '{\n}\n',
  'an object of white space': '{   }',
  'an empty object with a comment': '{\n  // nothing yet\n}\n',
  'an empty object with a comment in its line': '{ /* nothing */ }\n',
  'hooks, permissions and a status line': HOOKS,
  'hooks with Windows line endings': windows(HOOKS),
  'hooks, tabs': HOOKS.replaceAll('  ', '\t'),
  'hooks, four spaces': HOOKS.replaceAll('  ', '    '),
  'hooks behind a byte order mark': MARK + HOOKS,
  'hooks behind a byte order mark, Windows': MARK + windows(HOOKS),
  'hooks without a last line break': HOOKS.trimEnd(),
  'plugins and marketplaces': PLUGINS,
  'plugins in one line': JSON.stringify(JSON.parse(PLUGINS)),
  'plugins without any space and a line break': `${JSON.stringify(JSON.parse(PLUGINS))}\n`,
  'comments everywhere': COMMENTED,
  'comments everywhere, Windows': windows(COMMENTED),
  'another relay was set up': ENV_FIRST,
  'another relay was set up, tabs and Windows': windows(ENV_FIRST.replaceAll('  ', '\t')),
  'trailing commas': '{\n  "env": {\n    "A": "1",\n  },\n  "model": "sonnet",\n}\n',
  'trailing commas with comments after them': '{\n  "env": {\n    "A": "1", // one\n  }, // env\n}\n',
  'an empty env': '{\n  "env": {},\n  "model": "haiku"\n}\n',
  'an empty env over two lines': '{\n  "env": {\n  },\n  "model": "haiku"\n}\n',
  'env in one line': '{ "env": { "A": "1", "B": "2" }, "model": "haiku" }\n',
  'env last, nothing after': '{"model":"x","env":{"A":"1"}}',
  'keys in odd order, deep nesting':
    '{"z":{"y":{"x":[1,[2,[3,{"w":null}]]]}},"a":1,"env":{"Z":"1","A":"0"}}\n',
  'a comma at the beginning of lines': '{\n    "a": 1\n  , "env": { "B": "2" }\n  , "c": 3\n}\n',
  'brace on its own line': '{\n  "env":\n  {\n    "A": "1"\n  }\n}\n',
  'numbers that JavaScript would write otherwise':
    '{ "a": 1.0, "b": 1e3, "c": 12345678901234567890, "env": {} }\n',
  'escapes and other scripts':
    '{\n  "env": { "NAME": "\\u00e9\\u4f60 \\ud83d\\ude00 你好 😀" },\n  "x/y~z": "\\/"\n}\n',
  'strings that look like JSON': '{\n  "env": { "A": "{\\"env\\": {}}, // no comment" }\n}\n',
  'keys that look like our path':
    '{ "env.ANTHROPIC_BASE_URL": "x", "mcp": { "env": { "ANTHROPIC_BASE_URL": "y" } } }\n',
  'mixed line endings': '{\r\n  "a": 1,\n  "env": {\r\n    "B": "2"\n  }\r\n}\n',
  'blank lines between keys': '{\n\n  "a": 1,\n\n\n  "env": {\n\n    "B": "2"\n\n  }\n\n}\n\n\n',
  'our own values already, by hand':
    '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8080",\n    "ANTHROPIC_AUTH_TOKEN": "rx-fake-token"\n  }\n}\n',
  'a status line of its own':
    '{\n  "statusLine": {\n    "type": "command",\n    "command": "date" // simple\n  }\n}\n',
  'a status line that is off': '{\n  "statusLine": null\n}\n',
  'space after every value': '{ \n  "model" : "x" , \n  "env" : { "A" : "1" } \n} \n',
};

const CODEX = `# How I work
model = "gpt-5-codex"
model_reasoning_effort = "high"   # slow, but good
approval_policy = "on-request"
notify = [
  "notify-send", # desktop
  "Codex",
]

[projects."/home/me/work"]
trust_level = "trusted"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs-server"]
env = { "API_KEY" = "sk-fake-docs" }

[model_providers.local]
name = "Local"
base_url = "http://127.0.0.1:11434/v1"
`;

export const TOML_CORPUS: Corpus = {
  'no content at all': '',
  'a comment only': '# nothing yet\n',
  'comments without a line break at the end': '# nothing yet',
  'a whole Codex configuration': CODEX,
  'a whole Codex configuration, Windows': windows(CODEX),
  'a whole Codex configuration behind a byte order mark': MARK + CODEX,
  'no last line break': CODEX.trimEnd(),
  'tables only': '[tui]\ntheme = "dark"\n\n[history]\npersistence = "none"\n',
  'another provider is chosen': `model_provider = 'local' # mine\n\n${CODEX}`,
  'strings of several lines':
    'instructions = """\nmodel_provider = "no"\n[model_providers.routex]\n"""\nmodel = \'\'\'\nx\'\'\'\n',
  'arrays of tables': '[[hooks]]\nmodel_provider = "x"\n\n[[hooks]]\nname = "y"\n',
  'a table of providers':
    '[model_providers]\n\n[model_providers.azure]\nname = "Azure"\nquery_params = { api-version = "1" }\n',
  'dotted keys': 'tui.theme = "dark"\nhistory.persistence = "none"\n',
  'comments at the end': 'model = "x"\n\n# [model_providers.old]\n# name = "Old"\n',
};

export const DOTENV_CORPUS: Corpus = {
  'no content at all': '',
  'a project': 'GOOGLE_CLOUD_PROJECT=example\n',
  'exports, quotes and comments': '# keys\nexport GEMINI_API_KEY="sk-fake-gemini" # mine\nOTHER=\'a # b\'\n',
  'Windows without a last line break': 'A=1\r\nGEMINI_API_KEY=sk-fake\r\nB=2',
  'a name twice': 'GEMINI_API_KEY=one\nGEMINI_API_KEY=two\n',
  'a value over several lines': 'CERT="line one\nGEMINI_API_KEY=no\nline three"\nA=1\n',
  'an empty value': 'GEMINI_API_KEY=\nA=1\n',
};

export const CORPORA: Readonly<Record<FormatName, Corpus>> = {
  json: JSON_CORPUS,
  toml: TOML_CORPUS,
  dotenv: DOTENV_CORPUS,
};
