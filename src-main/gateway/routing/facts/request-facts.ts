import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import type { ClientKind, Operation } from '#shared/domain/request-record';
import { estimateTokens } from '../../protocols/canonical/estimate-tokens';
import type { CanonicalRequest, CanonicalTool } from '../../protocols/canonical/request';
import { asksToReason } from './asks-to-reason';
import type { BodyHints } from './body-hints';
import { findModelTag, type ModelTag } from './find-model-tag';
import { hasImages } from './has-images';
import { isBackground } from './is-background';
import { isSubagent } from './is-subagent';
import { readLatestUserText } from './read-latest-user-text';
import { readToolNames } from './read-tool-names';

/** What is known of a request without looking into its body. */
export interface RequestOutline {
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  readonly model: string;
  readonly headers: IncomingHttpHeaders;
  readonly client: ClientKind;
  readonly clientVersion: string | null;
  readonly sessionId: string | null;
  readonly project: string | null;
  /** Channels that may answer; null: all. */
  readonly channelIds: readonly string[] | null;
  /** Names of models that may be asked for, `*` standing for any part; null: all. */
  readonly models: readonly string[] | null;
  /** Of the plain body. */
  readonly bodyBytes: number;
}

/** A larger body would hold up other streams for longer than a rule is worth. */
export const MAX_READ_BYTES = 4 * 1024 * 1024;
const BYTES_PER_TOKEN = 4;

function isWebSearch(tool: CanonicalTool): boolean {
  return tool.type === 'server' && tool.server === 'web_search';
}

/**
 * What rules may ask of a request. The body is read when the first of them asks for something that is in it, and once; of a
 * body that cannot be read nothing is true, and `problem` says so.
 *
 * A class, because every request has one and hardly any needs more of it than what it was made from.
 */
export class RequestFacts {
  readonly outline: RequestOutline;
  readonly #read: () => CanonicalRequest;
  readonly #hints: BodyHints;
  #request: CanonicalRequest | null | undefined;
  #problem: string | null = null;
  #latestUserText: string | undefined;
  #tokens: number | undefined;
  #modelTag: ModelTag | null | undefined;
  #toolNames: readonly string[] | undefined;
  #images: boolean | undefined;

  /**
   * @param read reads the whole body; may throw
   */
  constructor(outline: RequestOutline, read: () => CanonicalRequest, hints: BodyHints) {
    this.outline = outline;
    this.#read = read;
    this.#hints = hints;
  }

  /** Why nothing is known of the body; null as long as nobody asked, or when it was read. */
  problem(): string | null {
    return this.#problem;
  }

  header(name: string): string | null {
    const value = this.outline.headers[name];
    return typeof value === 'string' ? value : (value?.join(', ') ?? null);
  }

  /** Empty when there is none. */
  latestUserText(): string {
    return (this.#latestUserText ??= readLatestUserText(this.#body()?.messages ?? []));
  }

  /** An estimate. */
  tokens(): number {
    return (this.#tokens ??= this.#estimate());
  }

  toolNames(): readonly string[] {
    return (this.#toolNames ??= readToolNames(this.#body()?.tools ?? []));
  }

  hasImages(): boolean {
    return (this.#images ??= this.#hints.images() && hasImages(this.#body()?.messages ?? []));
  }

  hasCode(): boolean {
    return this.latestUserText().includes('```');
  }

  thinks(): boolean {
    const body = this.#body();
    return body !== null && asksToReason(body.reasoning);
  }

  /** Whether it is nothing but a web search: some agents offer one with each request. */
  isWebSearch(): boolean {
    if (!this.#hints.webSearch()) return false;
    const tools = this.#body()?.tools ?? [];
    return tools.length > 0 && tools.every(isWebSearch);
  }

  wantsStructure(): boolean {
    return (this.#body()?.format.type ?? 'text') !== 'text';
  }

  searchesWeb(): boolean {
    if (!this.#hints.webSearch()) return false;
    const tools = this.#body()?.tools ?? [];
    return tools.some(isWebSearch);
  }

  /** What the prompt itself names to answer it. */
  modelTag(): ModelTag | null {
    if (this.#modelTag === undefined) this.#modelTag = this.#findModelTag();
    return this.#modelTag;
  }

  isBackground(): boolean {
    return isBackground(this.outline, () => this.#body());
  }

  isSubagent(): boolean {
    return isSubagent(this.outline, () => this.#body());
  }

  #findModelTag(): ModelTag | null {
    const request = this.#hints.modelTag() ? this.#body() : null;
    return request === null ? null : findModelTag(request, this.isSubagent());
  }

  #body(): CanonicalRequest | null {
    if (this.#request === undefined) this.#request = this.#tryToRead();
    return this.#request;
  }

  #tryToRead(): CanonicalRequest | null {
    if (this.outline.bodyBytes > MAX_READ_BYTES) {
      this.#problem =
        'The request is too large to be looked into, so rules know only its headers and its size.';
      return null;
    }
    try {
      return this.#read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it is not valid';
      this.#problem = `Rules could not look into the request: ${reason}`;
      return null;
    }
  }

  #estimate(): number {
    const body = this.#body();
    return body === null ? Math.ceil(this.outline.bodyBytes / BYTES_PER_TOKEN) : estimateTokens(body);
  }
}
