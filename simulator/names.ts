/** Words that invented persons are put together from, in the order of rough frequency. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const SURNAMES = words(`
佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水
山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本
斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田
上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田
大塚 新井 小山 平野 河野 藤本 野口 武田 松井 千葉 岩崎 菅原 木下 久保 佐野 野村 松尾 菊地 市川 杉本
`);

export const MALE_NAMES = words(`
一郎 健太 大輔 翔太 拓也 直樹 誠 浩 隆 修 学 剛 達也 和也 健一 哲也 雄太 亮 陽介 康平
裕介 啓介 正樹 秀樹 和彦 博之 智也 悠斗 蓮 湊 颯太 大和 陸 樹 清 実 茂 勝 進 勇
孝之 英明 幸雄 義雄 武 昭 昌弘 信行 洋平 慎一
`);

export const FEMALE_NAMES = words(`
花子 陽子 恵子 洋子 幸子 和子 久美子 由美子 美穂 真由美 直美 智子 裕子 純子 明美 香織 恵 愛 彩 舞
美咲 葵 結衣 さくら 陽菜 凛 結菜 美月 七海 千尋 真央 遥 綾香 麻衣 友美 沙織 めぐみ ひろみ 京子 節子
文子 千代子 静子 芳子 光子 美智子 紀子 雅子 理恵 奈々
`);

export const TOWNS = words(`
本町 中央 緑町 栄町 桜町 泉町 旭町 東町 西町 南町 北町 若葉町 末広町 幸町 寿町 日の出町 新町 川端町
`);

export const BUILDINGS = words(`
メゾン若葉 コーポ旭 緑ハイツ サンライズ泉 グリーンコート ひまわり荘 パークサイド栄 レジデンス桜
`);
