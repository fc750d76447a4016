/** What the OpenAPI document says of the API as a whole; its routes describe themselves. */
export const openApiInfo = (publicUrl: string) => ({
  openapi: '3.1.0' as const,
  info: {
    title: 'Toroku: 受付窓口 API / Portal API',
    version: '1',
    description:
      '利用申込みの受付窓口のためのAPIです。申込番号は受付窓口が決めるので、同じ要求を何度送っても受付は一度だけです。' +
      '断られた要求はRFC 9457の問題文書で答え、その type は説明のページです（[一覧](/problems)）。\n\n' +
      'The API for applicant portals. The portal names each application, so a request may be sent again at any time. ' +
      'What is refused is answered by a problem document (RFC 9457) whose `type` is the page that explains it ([all of them](/problems)).',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: publicUrl }],
  tags: [
    { name: 'access', description: '受付窓口の確認 / Who portals are' },
    { name: 'application', description: '利用申込み / Applications' },
    { name: 'certificate', description: '電子証明書 / Certificates' },
    { name: 'event', description: '出来事の通知 / Events' },
    { name: 'revocation', description: '失効の請求 / Revocation requests' },
    { name: 'governance', description: '認証業務と重要事項説明 / Services and explanation' },
    { name: 'operation', description: '稼働 / Operation' },
  ],
});

/** How portals say who they are. */
export const portalToken = {
  type: 'http',
  scheme: 'bearer',
  description: 'POST /oauth/token のトークン / Token of POST /oauth/token',
} as const;
