import type { ProblemType } from '../../middleware/problem-details.ts';

/** Problems of webhooks. */
export const eventProblems = {
  webhookAddressRefused: {
    slug: 'webhook-address-refused',
    status: 422,
    title: { ja: 'この送り先には送れません', en: 'Nothing is posted to this address' },
    help: {
      ja: '送り先は、公開のインターネットにあるhttpsのアドレスに限ります。理由は cause のとおりです（notHttps、hasCredentials、notResolved、notPublic）。何も変わっていません。',
      en: 'Give an https address on the public internet. `cause` says why this one is refused (notHttps, hasCredentials, notResolved, notPublic). Nothing was changed.',
    },
  },
  webhookUnknown: {
    slug: 'webhook-unknown',
    status: 404,
    title: { ja: '送り先が登録されていません', en: 'No webhook is set' },
    help: {
      ja: 'PUT /webhook で送り先を登録してください。GET /events はいつでも使えます。',
      en: 'Set an address by PUT /webhook. GET /events serves without one.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
