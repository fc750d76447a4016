import { KEY_PATTERN } from '../../middleware/idempotency-key.ts';
import { MEANINGS } from './problem-answers.ts';

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: object;
}

interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly object[];
  readonly responses?: Readonly<Record<string, Answer>>;
}

/** Paths of a description, each with its operations by method. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const header = (description: string, more: object = {}) => ({
  description,
  schema: { type: 'string' },
  ...more,
});

const isAlways = { required: true };

const REQUEST_ID = { 'X-Request-Id': header('要求の番号 / Number of the request', isAlways) };

const QUOTA = {
  RateLimit: header(
    'あと何回送れるか / What may be sent still (draft-ietf-httpapi-ratelimit-headers)',
  ),
  'RateLimit-Policy': header('1分間の上限 / Requests a minute'),
};

/** What a status says in a header, whatever was asked. */
const OF_STATUS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  401: { 'WWW-Authenticate': header('RFC 6750 §3', isAlways) },
  429: { 'Retry-After': header('待つ秒数 / Seconds to wait', isAlways) },
  503: { 'Retry-After': header('待つ秒数 / Seconds to wait', isAlways) },
};

const KEY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    '同じ鍵で同じ本文を送り直すと、1日の間、同じ答えになります / The same body under the same key has the same answer for a day (draft-ietf-httpapi-idempotency-key-header)',
  schema: { type: 'string', pattern: KEY_PATTERN },
  example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
};

const problem = (status: keyof typeof MEANINGS): Answer => ({
  description: MEANINGS[status],
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const KEY_ANSWERS = { 400: problem(400), 409: problem(409), 422: problem(422) };

function completed(operation: Operation, takesKey: boolean): Operation {
  const answers = { ...(takesKey && KEY_ANSWERS), ...operation.responses };
  const common = { ...REQUEST_ID, ...(operation.security && QUOTA) };
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { ...answer, headers: { ...common, ...OF_STATUS[status], ...answer.headers } },
    ]),
  );
  if (!takesKey) return { ...operation, responses };
  return { ...operation, responses, parameters: [...(operation.parameters ?? []), KEY_PARAMETER] };
}

/** Says of each operation what no route has to say for itself: headers of all answers, and the key that a request may have. */
export const completePaths = (paths: Paths, keyed: readonly string[]): Paths =>
  Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          completed(operation, method === 'post' && keyed.includes(path)),
        ]),
      ),
    ]),
  );

/** Which methods an address takes, of those that are described: none for an address that is not. */
export function allowedAt(paths: Paths): (address: string) => readonly string[] {
  const described = Object.entries(paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    methods: Object.keys(operations).flatMap((method) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    ),
  }));
  return (address) =>
    described.filter(({ pattern }) => pattern.test(address)).flatMap(({ methods }) => methods);
}
