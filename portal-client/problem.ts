import type { ProblemSlug } from './problem-slugs.ts';

/** A sentence in both languages. */
export interface Said {
  readonly ja: string;
  readonly en: string;
}

/** A problem document of the API (RFC 9457), as far as it is promised. */
interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly ja?: { readonly title: string; readonly detail: string };
  readonly en?: { readonly title: string; readonly detail: string };
  readonly told?: Said;
  readonly [member: string]: unknown;
}

/** Raised by an answer that is no success. Which problem it is, `slug` says: a stable word, explained at the address `type`. */
export class PortalProblem extends Error {
  override name = 'PortalProblem';
  readonly status: number;
  /** `application-not-found`, …, or the rule that forbids: `name.length/tooLong`. Of an answer that is no problem document `http-<status>`. */
  readonly slug: ProblemSlug | (string & {});
  /** Address of its explanation. */
  readonly type: string | undefined;
  /** What went wrong and what to do, for the portal's developers. */
  readonly detail: Said | undefined;
  /** What the person behind the request is told, where there is something to tell. */
  readonly told: Said | undefined;
  /** `urn:uuid:` of the request, for asking about it. */
  readonly instance: string | undefined;
  /** After how many seconds the same request may work. */
  readonly retryAfterSeconds: number | undefined;
  /** Members beyond those of every problem: codes and places. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, document: ProblemDocument, retryAfterSeconds?: number) {
    const { type, ja, en, told, instance, title: _, detail: __, ...members } = document;
    const [, slug = `http-${status}`] = type?.split('/problems/') ?? [];
    // Sentences stay out of the message: it may reach a log.
    super(`${status} ${slug}`);
    this.status = status;
    this.slug = slug;
    this.type = type;
    this.detail = ja && en ? { ja: ja.detail, en: en.detail } : undefined;
    this.told = told;
    this.instance = instance;
    this.retryAfterSeconds = retryAfterSeconds;
    this.members = members;
  }
}

/** Raised when no answer came, however often it was asked. Whether anything was received is not known: send the same again. */
export class PortalUnreachable extends Error {
  override name = 'PortalUnreachable';
}

/** Tells whether something that was raised is a problem, or with `slug` that one. */
export const isProblem = (error: unknown, slug?: ProblemSlug): error is PortalProblem =>
  error instanceof PortalProblem && (slug === undefined || error.slug === slug);

/** Seconds that `Retry-After` asks for, in either of its forms (RFC 9110 §10.2.3). */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/** Reads the problem that an answer carries. */
export async function problemOf(response: Response): Promise<PortalProblem> {
  const text = await response.text();
  let document: ProblemDocument = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) document = parsed as ProblemDocument;
  } catch {
    // A proxy in between answers what it likes.
  }
  return new PortalProblem(response.status, document, retryAfterOf(response.headers));
}
