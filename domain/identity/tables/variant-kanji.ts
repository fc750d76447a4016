/**
 * Forms of kanji that stand for each other in Japanese names, one group a word; the others of a
 * group are compared as its first.
 *
 * Made by hand for this service and pinned: a group is here because family registers, certificates
 * and applicants mix its forms. The table is many-to-one, so two names that are equal under it are
 * never identical, and two approvers look at them (規則6条5号ハ). It grows only with a new rule set.
 */
export const VARIANT_KANJI: readonly string[] = [
  // Surnames and given names whose forms are asked about every day.
  '高髙 崎﨑嵜碕 辺邊邉 斎斉齋齊 浜濱濵 吉𠮷 沢澤 広廣 国國囯 島嶋嶌 桜櫻 滝瀧 竜龍 真眞 徳德 恵惠 関關 館舘',
  '曽曾 桧檜 富冨 黒黑 渕淵渊 栄榮 条條 桑桒 済濟 塩鹽 実實 宝寶 寿壽 巌巖 巻卷 弥彌 来來 松枩 楽樂 横橫 歩步',
  '沖冲 浅淺 渋澁澀 湾灣 満滿 瀬瀨 県縣 礼禮 穂穗 稲稻 緑綠 総總 荘莊 蔵藏 薬藥 蛍螢 衛衞 豊豐 頼賴 郎郞',
  '郷鄕鄉 鉄鐵 鎮鎭 静靜 顕顯 鶴靏靍 鶏鷄 鴬鶯 鴎鷗 麦麥 黄黃 薫薰 亀龜 万萬 与與 両兩 並竝 乗乘 亘亙 亜亞',
  '仏佛 会會 伝傳 児兒 円圓 剣劍劔 勲勳 参參 双雙 台臺 野埜 壮壯 奥奧 姫姬 学學 将將 尭堯 峰峯 峡峽 岳嶽 応應',
  '数數 旧舊 晋晉 暁曉 槙槇 様樣 権權 毎每 涼凉 渓溪 瑶瑤 皐皋 砺礪 祢禰 禄祿 禅禪 経經 絵繪 継繼 続續 聡聰',
  '芦蘆 萌萠 蒋蔣 諌諫 譲讓 遥遙 髪髮 駅驛 覚覺 温溫 清淸 為爲 当當 気氣 号號 柳栁 梅楳 昇曻 帯帶 恒恆 悦悅',
  '戸戶 択擇 浄淨 灯燈 畳疊 縄繩 茎莖 虎乕 霊靈 彦彥 増增 寛寬 専專 団團 図圖 声聲 売賣 変變 処處 励勵 労勞',
  '区區 医醫 単單 厳嚴 嘱囑 堕墮 塁壘 壱壹 宮宫 属屬 巣巢 従從 徴徵 恋戀 戦戰 拡擴 挙擧 斗鬪 晩晚 検檢 歓歡',
].flatMap((line) => line.split(' '));
