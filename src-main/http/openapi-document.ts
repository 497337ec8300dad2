import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '#shared/contract/contract';
import { requestPageSchema } from '#shared/contract/requests';
import { settingsStateSchema } from '#shared/contract/settings';
import { systemStatusSchema } from '#shared/contract/system';
import { analyticsSchema } from '#shared/domain/analytics';
import { channelSchema } from '#shared/domain/channel';
import { channelTestResultSchema } from '#shared/domain/channel-test';
import { conversionPreviewSchema } from '#shared/domain/conversion-preview';
import { gatewayTokenSchema } from '#shared/domain/gateway-token';
import { providerPresetSchema } from '#shared/domain/provider-preset';
import { requestRecordSchema } from '#shared/domain/request-record';
import { routexEventSchema } from '#shared/domain/routex-event';
import { shareErrorResponses } from './openapi-errors';
import { forbidEmptyPaths, type OpenApiDocument } from './openapi-operations';

const DESCRIPTION = [
  'Administers the Routex that runs on this machine. Dates are milliseconds since the epoch.',
  'An error is a JSON object with `code`, `status`, `message` and, where the contract knows the error (`defined`), `data`.',
  'Secrets of channels are only ever written. Creating and revealing a gateway token are the only answers that carry one.',
].join('\n\n');

/** Told once in the document and referred to. */
const SCHEMAS = {
  Analytics: analyticsSchema,
  Channel: channelSchema,
  ChannelTestResult: channelTestResultSchema,
  ConversionPreview: conversionPreviewSchema,
  GatewayToken: gatewayTokenSchema,
  ProviderPreset: providerPresetSchema,
  RequestPage: requestPageSchema,
  RequestRecord: requestRecordSchema,
  RoutexEvent: routexEventSchema,
  SettingsState: settingsStateSchema,
  SystemStatus: systemStatusSchema,
};

const TAGS = [
  { name: 'channels', description: 'The upstreams that requests are sent to.' },
  { name: 'routing', description: 'Which channel answers next.' },
  { name: 'conversions', description: 'What becomes of requests on their way between protocols.' },
  { name: 'gateway tokens', description: 'What clients send to be let in.' },
  { name: 'requests', description: 'What has been asked and how it was answered.' },
  { name: 'analytics', description: 'Requests, tokens and latency, added up.' },
  { name: 'settings', description: 'What `config.json` holds.' },
  { name: 'system', description: 'The running process.' },
  { name: 'presets', description: 'Templates for channels.' },
  { name: 'transformers', description: 'Changes that channels make to requests and answers.' },
  { name: 'prices', description: 'What models cost.' },
  { name: 'backup', description: 'The configuration as one file.' },
];

/**
 * The admin API described for other programs; written at the first request, then kept.
 *
 * @param options.sessionCookie name of the cookie of dashboard sessions
 */
export function createOpenApiDocument(options: {
  version: string;
  sessionCookie: string;
}): () => Promise<OpenApiDocument> {
  let document: Promise<OpenApiDocument> | null = null;
  return () => {
    document ??= generateDocument(options);
    return document;
  };
}

async function generateDocument({
  version,
  sessionCookie,
}: {
  version: string;
  sessionCookie: string;
}): Promise<OpenApiDocument> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Routex admin API',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    tags: TAGS,
    security: [{ adminToken: [] }, { dashboardSession: [] }],
    components: {
      securitySchemes: {
        adminToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The admin token. A gateway token does not open this API.',
        },
        dashboardSession: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description:
            'A browser that was signed in by a dashboard link. What changes something must come from the same origin.',
        },
      },
    },
    commonSchemas: {
      ...Object.fromEntries(
        Object.entries(SCHEMAS).map(([name, schema]) => [name, { strategy: 'output' as const, schema }]),
      ),
      UndefinedError: { error: 'UndefinedError' },
    },
  });
  forbidEmptyPaths(document);
  shareErrorResponses(document);
  return document;
}
