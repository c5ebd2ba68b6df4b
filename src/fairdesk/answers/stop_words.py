"""Words too common to find anything by, a short list per language; as written, before folding and stemming."""

STOP_WORDS: dict[str, str] = {
    "en": "a about after again all am an and any are as at be because been before being both but by can cannot could did do "
    "does doing don done down during each even ever few for from further get gets getting got had has have having he her here "
    "hers him his how if in into is it its itself just let like ll may me might more most much must my myself need no nor not "
    "now of off on once only or other our out over own please re same shall she should so some still such than thank thanks "
    "that the their them then there these they thing this those through to too under until up us ve very via want was we well "
    "were what when where whether which while who whom why will with would yes yet you your yours hi hello hey ok okay sure "
    "know tell able also there's isn wasn doesn didn won aren couldn wouldn shouldn im",
    "es": "a al algo ante antes aquí así aún cada como cómo con contra cual cuál cuando cuándo de del desde donde dónde dos el "
    "él ella ellas ellos en entre era es esa ese eso esta está están estar este esto estos fue ha hacer hace han has hasta hay "
    "he hola la las le les lo los más me mi mis muy nada ni no nos nosotros o os otra otro para pero por porque puede puedo "
    "pueden que qué quien quién quiero se sea ser si sí sin sobre son soy su sus también tan te tengo tiene tener todo todos "
    "tu tus un una unas unos usted y ya yo debo favor gracias",
    "fr": "a ai alors à au aucun aussi autre aux avec avez avoir avons bien bonjour c ce cela ces cet cette ceux chaque ci comme "
    "comment d dans de des donc dont du elle elles en encore est et être eu faire fait faut il ils j je l la le les leur leurs "
    "lui m ma mais me même merci mes moi mon n ne nos notre nous on ont ou où par pas peut peux plus pour pourquoi puis puisje "
    "qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont sous suis sur t ta te tes toi ton tous tout "
    "toute très tu un une vers vos votre vous y veux dois",
    "de": "aber alle als also am an auch auf aus bei beim bin bis bitte da damit danke dann das dass dein deine dem den denn der "
    "des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas für "
    "gegen gibt habe haben hallo hat hatte hier ich ihm ihn ihr ihre im in ist ja jede jeder kann kein keine können könnte man "
    "mein meine meinem meinen meiner mich mir mit möchte muss nach nicht noch nun nur ob oder ohne sehr sein seine sich sie "
    "sind so soll über um und uns unser unter viel vom von vor wann warum was wegen weil wenn wer werden wie will wir wird wo "
    "wurde zu zum zur",
    "pt": "a ao aos aquela aquele as às até com como da das de dela dele do dos e é ela ele em entre era essa esse esta está "
    "estar este eu faço fazer foi há isso isto já lhe mais mas me mesmo meu meus minha minhas muito na não nas nem no nos nós "
    "o obrigado olá onde os ou para pela pelo por porque posso pode quais qual quando que quem quero se sem ser seu seus só "
    "sou sua suas também te tem tenho ter um uma você vocês",
    "it": "a ad ai al alla alle allo anche c che chi ci ciao come con cosa cui d da dal dalla dei del della delle dello di dove "
    "devo e è ed fare fa gli grazie ha hai hanno ho i il in io l la le lei lo loro lui ma me mi mia mie mio nei nel nella no "
    "noi non o per perché più possibile posso può qual quale quali quando quanto quello questa queste questi questo se sei "
    "si sì sia sono su sua sul sulla suo ti tra tu un una uno vi voglio voi vorrei",
    "nl": "aan al alle als ben bij bent dan dat de deze die dit doe doen door dus een en er geen graag had hallo heb hebben "
    "heeft hem het hier hij hoe hun ik in is ja je jij jullie kan kun kunnen maar me meer men met mij mijn moet moeten na "
    "naar niet nog nu of om omdat ons onze ook op over te tot uit uw van veel voor waar waarom wanneer wat we wel welke wie "
    "wij wil worden wordt zal ze zich zij zijn zo zonder",
    "pl": "a aby ale być był była było czy co dla do gdy gdzie go i ich ile in iż ja jak jaki jako je jego jej jest jestem jeśli "
    "już każdy kiedy kto która które który lub ma mam mi mnie moje moja mój może mogę można na nad nie nim niż o od on ona "
    "oni po pod proszę przez przy się są ta tak także tam te tego tej ten to tu ty tylko tym u w we więc z za ze że żeby",
    "uk": "а або але б бо був була було бути в ви від він вона вони все всі де для до же з за зі і із й його її коли котрий "
    "ласка мені мене мій моя моє моєї можу можна на над не ні о от по при про та так також там те ти то тому тут у ця цей це "
    "чи чому що щоб я як яка який які є",
    "ar": "في من على إلى عن مع هذا هذه ذلك تلك التي الذي ما ماذا كيف متى أين هل لماذا أنا أنت هو هي نحن هم كان كانت يكون لا لم "
    "لن أن إن قد كل بعض أو و ثم إذا عند عندما كما أي لي لك له لها بعد قبل يمكن يمكنني أريد",
    "zh": "的 了 吗 呢 吧 啊 我 你 您 他 她 它 们 是 在 和 与 及 或 也 就 都 而 着 把 被 让 给 很 不 没 这 那 请 我的 你的 您的 我们 你们 他们 "
    "如何 怎么 怎样 什么 为什 可以 是否 能否 这个 那个 如果 以及 或者 需要 应该 一个 哪里 哪些 请问 怎麼 什麼",
}
"""Language -> words, separated by blanks. Of Chinese: single characters and pairs."""
