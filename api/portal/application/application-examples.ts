const fields = {
  proofsOfPossession: [{ order: 1, spki: 'MFkwEwYHKoZIzj0CAQYI', signature: 'MEUCIQDb' }],
  contact: { mail: 'hanako@example.jp', telephone: '090-0000-0000' },
};

/** One body for each kind of container, of which only the first octets are shown. */
export const applicationExamples = {
  cms: {
    summary: 'CMS SignedData',
    description: '申込書を含む署名データ（P7M） / The text is in the container',
    value: { signatureContainer: 'MIIJ/wYJKoZIhvcNAQcC', ...fields },
  },
  cmsDetached: {
    summary: 'CMS SignedData, detached',
    description: '申込書を含まない署名データ（P7S） / The text stands beside the container',
    value: {
      signatureContainer: 'MIIF7gYJKoZIhvcNAQcC',
      signedText: '電子証明書利用申込書\n書式：toroku-text/1\n',
      ...fields,
    },
  },
  pdf: {
    summary: 'PDF (PAdES)',
    description:
      '申込書は添付ファイル toroku.txt ただ一つ。署名は一つで、文書の全体に対するもの / The text is the one embedded file, toroku.txt; one signature covers the whole document',
    value: { signatureContainer: 'JVBERi0xLjcKJeLjz9MK', ...fields },
  },
  xml: {
    summary: 'XMLDSig',
    description:
      '申込書はBase64で、署名の対象となる一つの要素の中 / The text is Base64 in the one element that is signed',
    value: { signatureContainer: 'PD94bWwgdmVyc2lvbj0iMS4wIj8+', ...fields },
  },
};
