/** SHA-256 of each template that was adopted, over its canonical JSON. A test compares; a line is never changed. */
export const adoptedTemplates: Readonly<Record<string, string>> = {
  'acceptanceMissed/2026-12-01': '8722ed699420f01bb4bcc8f0a0d67a8cfe1ac39ab8df51b6007aa902224f41fa',
  'acceptanceReminder/2026-12-01':
    '4423196b5ee3ba912abdfbdcd475ef95fd1cea24a5757b35375f66e817d75bd3',
  'accepted/2026-12-01': '2a5343d6124ffc1a786887cbbe08992743e0787f71d4591afab5f2d3214098da',
  'codeLapsed/2026-12-01': '011f89aa0ba779a58f9bda04ddb46509df1c354e9c7e9dc69abdf6dffafac16e',
  'codeLocked/2026-12-01': '45a1c02b09ff85c4f6ceae96031bb81986a38848cef907a0b52498bc6745b99b',
  'codePosted/2026-12-01': '64ac7d52eb23059ec4c67f509db75bb7bc5002860b6c0b8a8c6063e4eb226e7e',
  'codeReminder/2026-12-01': '01f77fe924390a51b0cc8824d927ca457fb4838eae48dcdd2e9f35812396ba3a',
  'codeReturned/2026-12-01': '027df6feeacd70a692e9eec2c898b9906d035ad5a49c6d4e5892d3972ebad8c4',
  'corrected/2026-12-01': 'dfaa2d53dfe2ed007da63dfbdd97396b658c2939e7b9bb86b56e7b1b8ba0eb61',
  'expiring/2026-12-01': 'ddba4cc62d50a24dd99496b781f3f8d21d7cb0aa2004af2c8bbeee4a7d38c952',
  'issued/2026-12-01': '67769329dd7306fbc0b2ad2667025455356982b22b17248d8c180fac708955b7',
  'keyDelivery/2026-12-01': '36ceea6f8f8e1a22ee64ce4322a71c02192fcd9d3134f32ff1b9e4840d82ab51',
  'lapsed/2026-12-01': '680ade0eb6a6fb1779846527c760a97e5ad4bc6bf96f99be6a3ccb9c66e319c8',
  'received/2026-12-01': 'ecda020ae404063f155027164302607cee70aa96d659e44db904aa5848a34c9c',
  'rejected/2026-12-01': '896b35ac145f4174e817ed9061a02df5be69a2a31cbe1f1646cfe88fbe9a4a1e',
  'returned/2026-12-01': '6f36b5339654473a25cc39a374b659e0b51eb87520d825b983ea6e625fe9ee62',
  'revocationSuspended/2026-12-02':
    '20ed0d7ca006c732622c2549cf565f5046f6e8e4ebc643670ca7bb07deca7257',
  'revocationRecorded/2026-12-02':
    'adda475fd6a888d64c2939b649ed15999e5c2bc09c371dd16b3958668d406ca6',
  'revocationPublished/2026-12-02':
    '98ec65557543b97611d0091a6e5d8478c15162c59c0ac106ef72b90495c13f3a',
  'revocationRefused/2026-12-02':
    '3cf0aad01331fc774d0b64b88c3475278bdf03b7023dc47f9e714033027432a7',
  'revocationReasonUpgraded/2026-12-02':
    '4fd1c03251c3e15035d458f60f2ea9bb526d067ca437239e4179f96ab8910ea4',
  'withdrawn/2026-12-01': '9d6cb16955d3a677d8c6e26a3bff5be785ed4716323751890ff305c3d945084b',
};
