"""Documents as clerks of further offices find them on their disks; invented places, in our own words."""

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.workflow.reading.loading import files

BRACKETS = """白鹿原县人民政府关于加快县域商业体系建设的实施意见
白政发〔2027〕3号

各乡镇人民政府，县政府各部门：
　　为加快县域商业体系建设，根据省政府办公厅《关于县域商业体系建设的若干措施》精神，提出如下实施意见。
　　一、健全商业网络
　　1.改造县城综合商贸中心。支持改造提升商贸中心2个，2027年底前完成。
　　（牵头单位：县商务局；责任单位：县自然资源局、县住建局；完成时限：2027年12月）
　　2.建设乡镇商贸中心。每个乡镇建成1个以上商贸中心。[责任单位：县商务局、各乡镇人民政府]
　　3.改造村级便民商店(县商务局牵头,县供销社、各乡镇人民政府配合)。鼓励连锁企业下沉供应链。
　　二、完善物流体系
　　4.建设县级物流配送中心，推行统仓共配（县交通局（县邮政业发展中心）牵头，县商务局配合）；建设村级寄递物流点（县邮政公司负责）；发展冷链物流（县农业农村局负责）。
　　5.培育新业态。发展直播电商，举办电商培训每年不少于4期（县商务局、团县委、县妇联，列第一位的为牵头单位，下同）。
　　三、优化消费环境（县市场监管局）
　　6.加强价格监测，及时发布信息。
　　7.畅通投诉渠道，方便群众维权。
　　以上工作由县商务局汇总，每半年报县政府一次。

白鹿原县人民政府
二〇二七年三月十日
"""

LABELS = """岱岭区优化营商环境2027年行动计划（征求意见稿）

为持续优化营商环境，根据《岱岭市优化营商环境条例》，特制定本计划。

一、便利市场准入
1.推行开办企业“一件事”。企业开办全流程压缩至0.5个工作日以内，免费刻制首套公章。
牵头单位：区行政审批服务局　配合单位：区市场监管局、区公安分局、区税务局　完成时限：2027年5月底2.推行“证照联办”。选择餐饮、药店等20个行业实行证照联办。
牵头单位：区行政审批服务局；配合单位：区市场监管局、区消防救援大队；完成时限：2027年8月31日前
3.规范中介服务。编制区级行政审批中介服务事项清单，清单之外一律不得作为审批要件。
责任单位：区行政审批服务局、区发展改革局
完成时限：第三季度二、强化要素保障
4.优化用地供应。推行“标准地”出让。
责任单位：区自然资源局  责任人：周某某  完成时限：年底前
5.降低融资成本。建立“白名单”企业库，每季度组织银企对接活动不少于1次。
牵头单位：区金融服务中心
配合单位：区工业和信息化局、人民银行岱岭支行等
三、附则
本计划由区行政审批服务局负责解释。
"""  # noqa: E501

FLAT = """附件1
槐荫湖区2027年城市精细化管理任务清单
序号
工作任务
具体措施
牵头单位
责任单位
完成时限
一、市容整治
1
占道经营整治
取缔马路市场6处
区城管局
各街道
4月底
2
户外广告整治
拆除破损、违规户外广告300块
区城管局
区市场监管局
5月底
3
清理“僵尸车”
各街道
6月底
二、环境提升
4
背街小巷改造
改造背街小巷24条
区住建局
区城管局、
各街道
10月底
5
增花添绿
新增口袋公园
5处
区园林中心
11月底
"""

STAGED = """关于印发《河桥区基层政务服务标准化试点工作方案》的通知

各乡镇人民政府、街道办事处，区直有关部门：
《河桥区基层政务服务标准化试点工作方案》已经区委全面深化改革委员会第6次会议审议通过，现予印发。
河桥区政务服务管理局
2027年4月8日

河桥区基层政务服务标准化试点工作方案

一、试点目标
到2027年底，形成可复制、可推广的基层政务服务标准化经验。
二、试点单位
（一）综合试点单位：柳林镇人民政府、北河街道办事处
（二）专项试点单位：区民政局、区医疗保障局
三、实施步骤
（一）启动阶段（2027年4月—5月）。各试点单位制定实施方案，5月15日前报区政务服务管理局备案。
（二）总结阶段（11月—12月）。区政务服务管理局牵头组织评估验收，12月10日前形成总结报告报区政府。
"""

LETTER = """嵐海市政府 函
受文者：各區公所
發文日期：中華民國116年3月2日
發文字號：嵐海社字第1160012345號
主旨：檢送「嵐海市116年度社區照顧關懷據點工作計畫」1份，請查照辦理。
說明：
一、依據本市第25次市政會議決議辦理。
二、請各區公所於116年4月30日前完成據點盤點，並函報本局。
三、由衛生局負責辦理志工健康講座，全年不少於12場；教育局協助提供場地。
正本：各區公所
副本：本府衛生局、教育局
"""

TAIWAN = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5"></head><body>
<p align="center">嵐海市推動高齡友善城市行動計畫</p>
<p align="center">嵐海市政府社會局　116年1月15日</p>
<p>壹、計畫緣起</p><p>依據「高齡社會白皮書」（院臺衛字第1100000000號）辦理。</p>
<p>貳、計畫目標</p><p>打造安全、便利、尊嚴之高齡友善環境。</p>
<p>參、工作項目及分工</p>
<table border=1><tr><th>項次</th><th>推動策略</th><th>具體措施</th><th>主辦機關</th><th>協辦機關</th><th>辦理期程</th></tr>
<tr><td>一</td><td rowspan=2>無障礙與安全之公共空間</td><td>改善人行道20公里，增設座椅300處</td><td>工務局</td>
<td>都市發展局<br>各區公所</td><td>116年12月底前</td></tr>
<tr><td>二</td><td>辦理公園綠地無障礙檢測</td><td>工務局、衛生局</td><td>&nbsp;</td><td>每年1次</td></tr>
<tr><td>三</td><td>社會參與</td><td>增設長青學苑15班</td><td>社會局</td><td>教育局、各區公所</td><td>116年9月底</td></tr></table>
</body></html>"""  # noqa: E501

WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>附件1</title></head>
<body lang=ZH-CN><div class=Section1>
<p class=MsoNormal align=center><b><span style='font-size:22.0pt'>苍梧岭区<span lang=EN-US>2027</span>年数字政府建设任务分工表<o:p></o:p></span></b></p>
<table class=MsoTableGrid border=1>
<tr><td rowspan=2><p>序<br>号</p></td><td rowspan=2><p>目标任务</p></td><td rowspan=2><p>工 作 内 容</p></td>
<td colspan=3><p>责任分工</p></td><td rowspan=2><p>完成<br>时限</p></td></tr>
<tr><td><p>责任领导</p></td><td><p>承办单位</p></td><td><p>协办单位</p></td></tr>
<tr><td><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1<span>&nbsp;&nbsp; </span></span></p></td>
<td rowspan=2><p>一网通办</p></td><td><p>完成<span lang=EN-US>200</span>项高频事项“免证办”改造<a href="#_ftn1"><span class=MsoFootnoteReference>[1]</span></a></p></td>
<td><p>罗副区长</p></td><td><p>区政务服务局</p></td><td><p>区大数据中心</p><p>区公安分局</p></td><td><p>2027年<br>6月底</p></td></tr>
<tr><td><p>2</p></td><td><p>上线“高效办成一件事”专区</p></td><td><p>罗副区长</p></td><td><p>区大数据中心</p></td><td><p>区政务服务局</p></td>
<td><p>9月底</p></td></tr>
<tr><td><p>3</p></td><td><p>一网统管</p></td><td><p>接入视频监控1.2万路</p></td><td rowspan=2><p>丁副区长</p></td>
<td rowspan=2><p>区城市运行管理中心</p></td><td><p>各街道</p></td><td rowspan=2><p>12月底</p></td></tr>
<tr><td><p>4</p></td><td><p>数据共享</p></td><td><p>编制数据目录，开放数据集不少于50个</p></td><td><p>区直各部门</p></td></tr>
</table>
<p class=MsoNormal>注：数据集按年度更新的版本计算。</p>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p>[1] 数据来源于区统计局。</p></div></div>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>建议改为区财政局牵头</p></div></div>
</div></body></html>"""  # noqa: E501

SITE_PAGE = """<html><head><meta charset="utf-8"><title>碧湖市2028年乡村振兴重点工作安排</title></head><body>
<h1>碧湖市2028年乡村振兴重点工作安排</h1><p>碧湖市人民政府办公室</p><p>2028年2月26日</p>
<p>一、守牢粮食安全底线。粮食播种面积稳定在420万亩以上，6月20日前完成夏播任务。（市农业农村局牵头，各县（市、区）政府负责）</p>
<p>二、发展乡村旅游。10月底前打造精品线路5条。（市文化和旅游局牵头）</p>
<p>（此件主动公开）附件下载：附件1.docx</p>
<p>相关解读：一图读懂《碧湖市2028年乡村振兴重点工作安排》</p>
<p>主办：碧湖市人民政府办公室　承办：碧湖市大数据中心<br>备案号：X ICP备00000001号　网站标识码：0000000001</p>
</body></html>"""

PRINTED_PAGE = """2028/3/5 10:21 碧湖市2028年乡村振兴重点工作安排_碧湖市人民政府门户网站
碧湖市2028年乡村振兴重点工作安排
碧湖市人民政府办公室
2028年2月26日
一、守牢粮食安全底线。6月20日前完成夏播任务。（市农业农村局牵头）
二、发展乡村旅游。10月底前打造精品线路5条。（市文化和旅游局牵头）
https://www.example.invalid/art/2028/3/2/art_1_2.html 1/1
"""

MARKDOWN = """---
title: 翠屏乡2027年秋季护林防火工作安排
tags:
  - 防火
---
# 翠屏乡2027年秋季护林防火工作安排

**翠屏乡人民政府**
2027年9月1日

## 工作任务
- [ ] **宣传教育**：9月20日前发放[宣传单](a.pdf)5000份，*每村*至少悬挂横幅2条。
  - 牵头：乡文化站
  - 配合：各村委会
- [x] **隐患排查**：10月1日前排查坟头、地边、农户煤堆等火险隐患。
  - 牵头：乡林业站
  - 配合：各村委会、乡派出所
- [ ] **值班值守**：防火期内实行24小时值班。（乡应急办负责）

---
## 联系方式
联系人：石某　电话：`0000-1111`
"""

PIPES = """玉带河区2027年信访积案化解攻坚任务表
序号|信访事项|化解措施|包案领导|责任单位|化解时限
1|绿苑小区办证问题|召开联席会议，补办手续|柳某|区住建局、区自然资源分局|2027年4月30日
2|北塘村土地补偿款问题|核清账目，按程序发放|江某|北塘街道办事处|5月31日
3|红星厂职工社保问题|协调补缴|江某|区人社局|6月
"""

ENGLISH = """<html><body><h1>Harbour County Digital Services Action Plan 2027</h1>
<p>Issued by the Harbour County Government Office</p><p>12 January 2027</p>
<table border=1><tr><th rowspan=2>No.</th><th rowspan=2>Commitment</th><th rowspan=2>Milestone</th>
<th colspan=2>Responsibility</th><th colspan=2>Timeline</th></tr>
<tr><th>Lead agency</th><th>Supporting agencies</th><th>Start</th><th>Due</th></tr>
<tr><td rowspan=2>1</td><td rowspan=2>One counter for all permits</td><td>Publish the list of permits handled online</td>
<td>Administrative Approval Bureau</td><td>Finance Bureau; Justice Bureau</td><td>1 Feb 2027</td><td>30 June 2027</td></tr>
<tr><td>Open the service hall in every township</td><td>Administrative Approval Bureau</td><td>All township governments</td>
<td>March 2027</td><td>Q4 2027</td></tr>
<tr><td>2</td><td>Open data</td><td>Release 100 data sets</td><td>Big Data Office</td><td></td><td>01/03/2027</td>
<td>15/10/2027</td></tr></table>
<p>Contact: the Office.</p></body></html>"""  # noqa: E501

NUMBERS = (
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
)
FLOOD = [
    "一、工程隐患排查（2项）",
    ("排查水库隐患", "对38座水库大坝、溢洪道逐一检查", "水库科（牵头）\n市水库管理中心", "3月20日"),
    ("排查堤防险段", "完成堤防险段、穿堤建筑物排查", "河道科", "3月底"),
    "二、预案物资准备（1项）",
    ("修订预案", "修订江河洪水防御预案并组织演练1次", "防御科", "4月15日前\n（演练于4月底前完成）"),
]


def letterhead() -> bytes:
    """A letter whose head and whose end stand in frames, with a table that is numbered by the program."""
    made = docx.Document()
    head = made.add_table(2, 2)
    head.cell(0, 0).merge(head.cell(0, 1)).text = "沙洲市水利局文件"
    head.cell(1, 0).text, head.cell(1, 1).text = "沙水发〔2027〕15号", "签发人：韦某"
    for line in (
        "关于印发沙洲市2027年防汛备汛工作清单的通知",
        "各县（区）水利局，局属各单位：",
        "现将《沙洲市2027年防汛备汛工作清单》印发给你们，请抓好落实。",
        "附件：沙洲市2027年防汛备汛工作清单",
        "沙洲市水利局",
        "2027年3月1日",
        "附件",
        "沙洲市2027年防汛备汛工作清单",
    ):
        made.add_paragraph(line)
    numbering = made.part.numbering_part.element
    numbering.find(qn("w:num")).addprevious(parse_xml(NUMBERS))
    number = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    numbering.append(parse_xml(number))
    table = made.add_table(1, 5)
    for cell, title in zip(
        table.rows[0].cells, ["序号", "工作任务", "工作要求", "责任科室（单位）", "完成时间"], strict=True
    ):
        cell.text = title
    for row in FLOOD:
        cells = table.add_row().cells
        if isinstance(row, str):
            cells[0].merge(cells[4]).text = row
            continue
        place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
        cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(place))
        for cell, text in zip(cells[1:], row, strict=True):
            cell.text = text
    end = made.add_table(2, 1)
    end.cell(0, 0).text = "抄送：市防汛抗旱指挥部办公室。"
    end.cell(1, 0).text = "沙洲市水利局办公室　　2027年3月1日印发"
    return files.saved(made)


def workbook() -> bytes:
    """A workbook with titles above two rows of headers, a cancelled row and a column of sums hidden, and a remark."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "产业项目"
    for row in (
        ["青屿县2027年重点项目推进计划表"],
        ["填报单位：青屿县发展和改革局"],
        ["（共3项）"],
        ["序号", "项目名称", "建设内容", "总投资", "责任分工", None, "时间安排", None],
        [None, None, None, None, "牵头单位", "配合单位", "开工时间", "完成时限"],
        [1, "冷链物流园", "建设冷库3万吨", 12000.5, "县商务局", "县自然资源局\n县交通运输局", "3月", "2027年11月30日"],
        [2, "已取消项目", "不再实施", 1, "县民政局", "县司法局", "4月", "5月"],
        [3, "标准厂房", "建设厂房8万平方米", 30000, "县工业和信息化局", None, "6月", "2028年6月"],
        ["合计", None, None, "=SUM(D6:D8)"],
        [],
        ["注：项目规模以县政府专题会议确定为准。"],
    ):
        sheet.append(row)
    for area in ("A1:H1", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4", "G4:H4"):
        sheet.merge_cells(area)
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["D"].hidden = True
    return files.saved(book)


# File name → its bytes.
DOCUMENTS: dict[str, bytes] = {
    "商业.txt": BRACKETS.encode("gb18030"),
    "营商.txt": LABELS.encode("utf-16"),
    "精细化.txt": FLAT.encode(),
    "试点.txt": STAGED.encode(),
    "函.txt": LETTER.encode("big5"),
    "高齡.html": TAIWAN.encode("big5"),
    "分工表.htm": WORD_PAGE.encode("gb18030"),
    "网页.html": SITE_PAGE.encode(),
    "打印.txt": PRINTED_PAGE.encode(),
    "防火.md": MARKDOWN.encode(),
    "信访.txt": PIPES.encode(),
    "digital.html": ENGLISH.encode(),
    "备汛.docx": letterhead(),
    "项目.xlsx": workbook(),
}


def budget() -> bytes:
    """What is bought for whom."""
    return files.xlsx_of(
        [
            ["2027年部门预算表"],
            ["部门", "项目", "单位", "数量", "金额（万元）"],
            ["办公室", "办公用纸", "箱", 20, 0.3],
            ["财务处", "打印机", "台", 2, 0.8],
            ["合计", "", "", "", 1.1],
        ]
    )


# What holds no task at all.
NO_PLANS: dict[str, bytes] = {
    "预算.xlsx": budget(),
    "来信.txt": """嵐海市政府 函
受文者：各區公所
發文字號：嵐海社字第1160012346號
主旨：檢送「嵐海市社區照顧座談會」會議紀錄1份，請查照。
說明：
一、依據本市第25次市政會議決議辦理。
二、檢附會議紀錄1份。
正本：各區公所
""".encode("big5"),
    "纪要.txt": """读书会会议纪要
时间：2027年3月3日下午2时
参加人员：老李、小王、阿梅
会议内容：大家交流了近期读的三本小说。下次读书会定于4月7日举行。
""".encode(),
    "休假.txt": """员工休假管理制度
第一条　为规范员工休假管理，制定本制度。
第二条　员工申请年休假，应当提前5个工作日填写申请表，由部门经理审批。
第三条　本制度由人力资源部负责解释，自2027年1月1日起施行。
""".encode(),
    "合同.txt": """房屋租赁合同
一、甲方将位于望江路3号的房屋出租给乙方使用，租期自2027年1月1日起至2027年12月31日止。
二、乙方应于每月5日前支付租金2000元。
三、甲方负责房屋主体的维修，乙方负责日常保养。
""".encode(),
}
